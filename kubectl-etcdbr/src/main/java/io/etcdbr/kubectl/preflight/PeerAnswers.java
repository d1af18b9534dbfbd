package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.EtcdClusterId;
import java.util.Optional;

/**
 * Of which cluster a participant's member said it is, as another participant's executor will ask it.
 *
 * @param peer at its peer port; empty if it gave no answer there
 * @param client at its client port; the same
 */
public record PeerAnswers(Optional<EtcdClusterId> peer, Optional<EtcdClusterId> client) {
    static final PeerAnswers NONE = new PeerAnswers(Optional.empty(), Optional.empty());
}
