package io.etcdbr.job.etcd;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.grpc.GrpcStatus;
import io.etcdbr.job.etcd.http2.Http2Exception;
import io.etcdbr.job.etcd.http2.StalledException;
import io.etcdbr.job.etcd.http2.WrongServiceException;
import io.etcdbr.tls.ClientIdentity;
import io.etcdbr.tls.UntrustedServerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why etcd cannot be reached or used.
 *
 * @param why a clause; "it" in it is etcd
 */
record Diagnosis(ExitCode code, String why, String remedy) {
    private static final int LONGEST_TEXT = 600;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int UNIMPLEMENTED = 12;
    private static final int DATA_LOSS = 15;
    private static final int UNAUTHENTICATED = 16;

    Diagnosis {
        why = printable(why);
    }

    /** @param client the certificate that was offered, if TLS was spoken and there is one */
    static Diagnosis of(IOException failure, Optional<ClientIdentity> client) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServerException untrusted) {
                return new Diagnosis(ExitCode.SOURCE_REFUSED, untrusted.problem(), untrusted.remedy());
            }
        }
        return switch (failure) {
            case WrongServiceException e -> unreachable(message(e), e.remedy());
            case GrpcException e -> of(e.status());
            case StalledException e ->
                unreachable(message(e), "Check that member's log and load, and firewalls on the way to it");
            case UnknownHostException e -> unreachable("its host name is unknown", "Check the endpoint and DNS");
            case NoRouteToHostException e -> noRoute();
            case ConnectException e when message(e).contains("unreachable") -> noRoute();
            case ConnectException e ->
                unreachable(
                        "connection refused",
                        "Check that etcd runs and listens there ('crictl ps --name etcd', 'ss -ltn')");
            case SSLException e -> of(e, client);
            case Http2Exception e -> unreachable(message(e), "Check that member's log");
            default ->
                unreachable("the connection broke (" + message(failure) + ")", "Check that member's log and load");
        };
    }

    static Diagnosis stopped() {
        return unreachable("reading was stopped", "");
    }

    /** The failure of something that was to be done at the endpoint: {@code what} is such as "etcd at URL cannot be read". */
    Failure failure(String what) {
        return new Failure(code, what + ": " + why, remedy);
    }

    private static Diagnosis of(SSLException e, Optional<ClientIdentity> client) {
        String message = message(e);
        if (message.contains("unrecognized SSL message") || message.contains("plaintext connection")) {
            return unreachable(
                    "it does not speak TLS", "If etcd is meant to be without TLS, give the endpoint with http://");
        }
        int alert = message.indexOf("Received fatal alert: ");
        String name = alert < 0 ? "" : message.substring(alert + "Received fatal alert: ".length());
        return switch (name) {
            case "" -> refused("the TLS handshake failed: " + message, "Check etcd's certificate and TLS version");
            case "handshake_failure", "protocol_version", "insufficient_security", "unrecognized_name" ->
                refused("it refuses the TLS handshake: " + name, "Check which TLS versions and ciphers etcd allows");
            case "no_application_protocol" ->
                unreachable(
                        "it does not speak HTTP/2, so this is not etcd's client port",
                        "Give the client URL of an etcd member, such as https://10.0.0.1:2379");
            default ->
                client.isEmpty()
                        ? refused("it demands a client certificate (" + name + ")", "Give one with --cert and --key")
                        : refused(
                                "it refuses the client certificate "
                                        + client.get().description() + ": " + name,
                                "Give a valid certificate that etcd's client authority (its --trusted-ca-file) has signed");
        };
    }

    private static Diagnosis of(GrpcStatus status) {
        String said = "etcd answers " + status;
        // etcd says so under four different codes.
        if (status.message().startsWith("auth: ") || status.message().contains("etcdserver: user name")) {
            return notPermitted(said);
        }
        return switch (status.code()) {
            case PERMISSION_DENIED, UNAUTHENTICATED -> notPermitted(said);
            case DEADLINE_EXCEEDED ->
                unreachable(
                        "it did not answer in time",
                        "Check that member's log and load, and firewalls on the way to it");
            case UNIMPLEMENTED ->
                unreachable(
                        "it knows no such call (" + status + ")",
                        "Give the client URL of an etcd member: this is something else, or a proxy");
            case DATA_LOSS ->
                new Diagnosis(
                        ExitCode.SOURCE_DAMAGED,
                        said,
                        "Do not restart etcd blindly: compare the members with 'etcdctl endpoint hashkv --cluster'");
            default -> unreachable(said, "Check 'etcdctl endpoint status --cluster' and that member's log");
        };
    }

    private static Diagnosis notPermitted(String said) {
        return refused(
                said,
                "etcd has authentication on: give a client certificate whose common name is an etcd user with the role root");
    }

    private static Diagnosis noRoute() {
        return unreachable("there is no route to it", "Check the endpoint, and this machine's or pod's network");
    }

    private static Diagnosis unreachable(String why, String remedy) {
        return new Diagnosis(ExitCode.SOURCE_UNREACHABLE, why, remedy);
    }

    private static Diagnosis refused(String why, String remedy) {
        return new Diagnosis(ExitCode.SOURCE_REFUSED, why, remedy);
    }

    private static String message(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** A server's text goes to terminals and logs. */
    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT) + "...";
    }
}
