package io.etcdbr.kubectl.cluster;

import io.etcdbr.kubectl.kubeconfig.Access;
import io.etcdbr.kubectl.kubeconfig.Credential;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** To a server of a test, by a token. */
final class TokenAccess {
    private TokenAccess() {}

    static Access to(URI server) {
        return new Access(
                "test",
                server,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Credential.Token("secret"),
                Map.of(),
                List.of());
    }
}
