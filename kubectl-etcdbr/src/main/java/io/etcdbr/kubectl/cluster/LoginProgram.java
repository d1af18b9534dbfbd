package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.Access;
import io.etcdbr.kubectl.kubeconfig.Credential;
import io.etcdbr.kubectl.kubeconfig.Credential.Interactive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a program for a credential, as the kubeconfig says (client.authentication.k8s.io v1 and v1beta1). */
record LoginProgram(Credential.Program program, Access access) {

    /** What it answered; whatever is not there it did not give. */
    record Answer(
            Optional<String> token, Optional<String> certificate, Optional<String> key, Optional<Instant> expires) {

        boolean isExpired(Instant now) {
            return expires.filter(now::isAfter).isPresent();
        }

        @Override
        public String toString() {
            return "Answer[redacted, expires=" + expires + "]";
        }
    }

    Answer ask() {
        List<String> line = new ArrayList<>();
        line.add(program.command());
        line.addAll(program.arguments());
        boolean interactive = program.interactive() != Interactive.NEVER && System.console() != null;
        if (program.interactive() == Interactive.ALWAYS && !interactive) {
            throw failed("needs a terminal to ask at, and there is none", "");
        }
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(program.environment());
        builder.environment().put("KUBERNETES_EXEC_INFO", info(interactive));
        // It may ask on standard error, and read from standard input; its standard output is the answer.
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        if (interactive) {
            builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
        }
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw failed("ended with exit code " + code, "Run it by hand to see why, and log in again");
            }
            return answer(said);
        } catch (IOException e) {
            throw failed(
                    "cannot be run (" + e.getMessage() + ")",
                    program.installHint().orElse("Install it, or mend PATH"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", "");
        }
    }

    private String info(boolean interactive) {
        JsonObject spec = new JsonObject();
        spec.addProperty("interactive", interactive);
        if (program.clusterInfo()) {
            JsonObject cluster = new JsonObject();
            cluster.addProperty("server", access.server().toString());
            access.tlsServerName().ifPresent(name -> cluster.addProperty("tls-server-name", name));
            if (access.insecure()) {
                cluster.addProperty("insecure-skip-tls-verify", true);
            }
            access.authority().ifPresent(pem -> cluster.addProperty("certificate-authority-data", pem.base64()));
            access.proxy().ifPresent(proxy -> cluster.addProperty("proxy-url", proxy.toString()));
            spec.add("cluster", cluster);
        }
        JsonObject info = new JsonObject();
        info.addProperty("kind", "ExecCredential");
        info.addProperty("apiVersion", program.apiVersion());
        info.add("spec", spec);
        return info.toString();
    }

    private Answer answer(String said) {
        try {
            if (JsonParser.parseString(said) instanceof JsonObject tree) {
                KubeObject status = new KubeObject(tree).part("status");
                Answer answer = new Answer(
                        status.text("token"),
                        status.text("clientCertificateData"),
                        status.text("clientKeyData"),
                        status.time("expirationTimestamp"));
                if (answer.token.isPresent() || answer.certificate.isPresent() && answer.key.isPresent()) {
                    return answer;
                }
            }
        } catch (JsonParseException e) {
            throw failed("did not answer with JSON", "Run it by hand to see what it says");
        }
        throw failed("gave neither a token nor a certificate with its key", "Run it by hand to see what it says");
    }

    private EtcdbrException failed(String how, String remedy) {
        return new EtcdbrException(
                ExitCode.KUBERNETES_REFUSED,
                "the login program '" + program.command() + "' of " + program.title() + " " + how,
                remedy);
    }
}
