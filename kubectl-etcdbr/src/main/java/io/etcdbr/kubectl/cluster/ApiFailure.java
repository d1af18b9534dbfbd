package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.tls.ClientIdentity;
import io.etcdbr.tls.UntrustedServerException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What a failed call means, by cause and with a remedy.
 *
 * @param title such as "the cluster of context 'prod' (https://10.0.0.1:6443)"
 * @param client the certificate one logs in with
 */
record ApiFailure(String title, Duration timeout, Optional<ClientIdentity> client) {
    /** As the API server words it: {@code pods is forbidden: User "x" cannot create resource "pods" in API group "" …}. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "User \"(?<user>[^\"]*)\" cannot (?<verb>\\S+) resource \"(?<resource>[^\"]+)\" in API group"
                    + " \"(?<group>[^\"]*)\"(?: in the namespace \"(?<namespace>[^\"]+)\")?");

    private static final String CONTEXT = "or name another context with --context";

    /** @param what was tried, such as "listing pods" */
    EtcdbrException of(String what, IOException failure) {
        String sentence = what + " failed: " + title + " ";
        return switch (failure) {
            case UnknownHostException _ ->
                unreachable(
                        sentence + "has a host name that cannot be resolved",
                        "Check the network or a VPN, the server in the kubeconfig, " + CONTEXT,
                        failure);
            case ConnectException _, NoRouteToHostException _ ->
                unreachable(
                        sentence + "refused the connection or cannot be reached (" + failure.getMessage() + ")",
                        "Check that an API server runs there, " + CONTEXT
                                + "; commands that have --store, such as list and download, read a store without any cluster",
                        failure);
            case SSLPeerUnverifiedException _ ->
                refused(
                        sentence + "shows a certificate for another host: " + firstLine(failure),
                        "Use one of the names it is for as server in the kubeconfig or with --server, or give it as tls-server-name",
                        failure);
            case SSLException tls -> tls(sentence, tls);
            case SocketTimeoutException _ ->
                unreachable(
                        sentence + "did not answer within " + timeout.toSeconds() + " s",
                        "Check the network and the load of the API servers, or wait longer with --request-timeout",
                        failure);
            case InterruptedIOException _ ->
                unreachable(
                        sentence + "did not answer in time, or the call was given up",
                        "Try again, or wait longer with --request-timeout",
                        failure);
            default ->
                unreachable(
                        sentence + "broke off the connection (" + message(failure) + ")",
                        "Try again; if it stays so, look at the API servers and what is in front of them",
                        failure);
        };
    }

    private EtcdbrException tls(String sentence, SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServerException untrusted) {
                return refused(sentence + "is not trusted: " + untrusted.problem(), untrusted.remedy(), failure);
            }
        }
        Optional<EtcdbrException> expired = client.filter(own -> own.end().isBefore(Instant.now()))
                .map(own -> refused(
                        sentence + "does not accept the client certificate in " + own.description(),
                        "Renew it ('kubeadm certs renew admin.conf' where kubeadm made it)",
                        failure));
        // As a load balancer does whose API server is away: nothing is wrong with any certificate.
        boolean closed = failure.getCause() instanceof EOFException;
        return expired.orElseGet(() -> failure instanceof SSLHandshakeException && !closed
                ? refused(
                        sentence + "and this program do not agree on TLS (" + message(failure) + ")",
                        "Check the certificates in the kubeconfig, and that the server speaks TLS",
                        failure)
                : unreachable(
                        sentence + "broke TLS off (" + message(failure) + ")",
                        "Try again; if it stays so, look at the API servers and what is in front of them, and whether it speaks TLS",
                        failure));
    }

    /** @param body a Status object, if the answer comes from the API and not from something before it */
    EtcdbrException of(String what, int code, String body) {
        String said = statusMessage(body).orElseGet(() -> "HTTP " + code + ", " + abridged(body));
        return switch (code) {
            case 401 ->
                new EtcdbrException(
                        ExitCode.KUBERNETES_REFUSED,
                        what + " failed: " + title + " does not know who you are" + expiry(),
                        "Log in again, renew the token or certificate in the kubeconfig, " + CONTEXT);
            case 403 -> forbidden(what, said);
            case 404 ->
                new EtcdbrException(
                        ExitCode.KUBERNETES_MISSING,
                        what + " failed: " + said,
                        "Check name and namespace (-n), " + CONTEXT);
            case 408, 429, 500, 502, 503, 504 ->
                new EtcdbrException(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        what + " failed: " + title + " cannot answer now: " + said,
                        "Try again; if it stays so, look at the API servers and at etcd");
            default ->
                new EtcdbrException(
                        ExitCode.KUBERNETES_REFUSED,
                        what + " failed: " + title + " refused: " + said,
                        "Change what it objects to");
        };
    }

    private String expiry() {
        return client.filter(own -> own.end().isBefore(Instant.now()))
                .map(own -> ": the client certificate expired at " + own.end())
                .orElse("");
    }

    private EtcdbrException forbidden(String what, String said) {
        Matcher words = FORBIDDEN.matcher(said);
        if (!words.find()) {
            return new EtcdbrException(
                    ExitCode.KUBERNETES_REFUSED,
                    what + " failed: " + title + " forbids it: " + said,
                    "Ask whoever administers the cluster");
        }
        String resource = words.group("resource") + (words.group("group").isEmpty() ? "" : "." + words.group("group"));
        String namespace = words.group("namespace");
        String where = namespace == null ? "in the whole cluster" : "in namespace " + namespace;
        return new EtcdbrException(
                ExitCode.KUBERNETES_REFUSED,
                what + " failed: user '" + words.group("user") + "' may not " + words.group("verb") + " " + resource
                        + " " + where,
                remedy(words.group("resource"), Optional.ofNullable(namespace)));
    }

    /** The shipped role that allows it; docs/kubectl.md has them under "Rights". */
    private static String remedy(String resource, Optional<String> namespace) {
        return switch (resource) {
            case "nodes" ->
                "Have the ClusterRole etcdbr-node-viewer bound to this user, or for a restore etcdbr-restorer";
            case "namespaces" -> "Have the ClusterRole etcdbr-restorer bound to this user";
            case "jobs", "pods/log" -> bound("etcdbr-operator", namespace);
            default -> bound("etcdbr-operator, or for a restore etcdbr-restorer,", namespace);
        };
    }

    private static String bound(String role, Optional<String> namespace) {
        return namespace
                .map(name -> "Have the Role " + role + " bound to this user in " + name)
                .orElse(
                        "Name the namespace of the backup CronJob with --etcdbr-namespace: in all namespaces no role of etcdbr"
                                + " allows it");
    }

    static Optional<String> statusMessage(String body) {
        try {
            return JsonParser.parseString(body) instanceof JsonObject status
                    ? new KubeObject(status).text("message")
                    : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    private static String abridged(String body) {
        String line = body.strip().lines().findFirst().orElse("without a word");
        return line.length() > 200 ? line.substring(0, 200) + "..." : line;
    }

    private static String firstLine(IOException failure) {
        return message(failure).lines().findFirst().orElse("");
    }

    private static String message(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static EtcdbrException unreachable(String problem, String remedy, IOException cause) {
        return new EtcdbrException(new Failure(ExitCode.KUBERNETES_UNREACHABLE, problem, remedy), cause);
    }

    private static EtcdbrException refused(String problem, String remedy, IOException cause) {
        return new EtcdbrException(new Failure(ExitCode.KUBERNETES_REFUSED, problem, remedy), cause);
    }
}
