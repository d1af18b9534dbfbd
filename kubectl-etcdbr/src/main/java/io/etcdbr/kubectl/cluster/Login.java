package io.etcdbr.kubectl.cluster;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Says with every request who one is. A credential that a program gave is asked for anew when it expired or was refused. */
final class Login implements Interceptor {
    private static final String AUTHORIZATION = "Authorization";

    private final Credential credential;
    private final Map<String, List<String>> impersonation;
    private final Optional<LoginProgram> program;
    private LoginProgram.@Nullable Answer answer;

    /** @param answer what the program said already */
    Login(
            Credential credential,
            Map<String, List<String>> impersonation,
            Optional<LoginProgram> program,
            Optional<LoginProgram.Answer> answer) {
        this.credential = credential;
        this.impersonation = impersonation;
        this.program = program;
        this.answer = answer.orElse(null);
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(signed(chain.request()));
        if (response.code() == 401 && program.isPresent()) {
            response.close();
            synchronized (this) {
                answer = null;
            }
            return chain.proceed(signed(chain.request()));
        }
        return response;
    }

    private Request signed(Request request) {
        Request.Builder builder = request.newBuilder();
        authorization().ifPresent(value -> builder.header(AUTHORIZATION, value));
        impersonation.forEach((name, values) -> values.forEach(value -> builder.addHeader(name, value)));
        return builder.build();
    }

    private Optional<String> authorization() {
        return switch (credential) {
            case Credential.None _, Credential.Provider _ -> Optional.empty();
            case Credential.Token(String token) -> Optional.of("Bearer " + token);
            case Credential.TokenFile file -> Optional.of("Bearer " + read(file));
            case Credential.Password(String user, String password) -> Optional.of(Credentials.basic(user, password));
            case Credential.Program _ ->
                program.flatMap(asked -> valid(asked).token()).map(token -> "Bearer " + token);
        };
    }

    private synchronized LoginProgram.Answer valid(LoginProgram asked) {
        LoginProgram.Answer known = answer;
        if (known == null || known.isExpired(Instant.now())) {
            known = asked.ask();
            answer = known;
        }
        return known;
    }

    private static String read(Credential.TokenFile token) {
        try {
            return Files.readString(token.file()).strip();
        } catch (IOException e) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    "the token file " + token.file() + " of the kubeconfig cannot be read: " + e,
                    "Mend the kubeconfig or the file");
        }
    }
}
