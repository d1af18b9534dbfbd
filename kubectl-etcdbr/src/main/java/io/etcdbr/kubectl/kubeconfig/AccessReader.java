package io.etcdbr.kubectl.kubeconfig;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.Credential.Interactive;
import io.etcdbr.spelling.Suggestion;
import io.etcdbr.tls.PemFile;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the kubeconfig as kubectl does, and what one of its contexts means. */
public final class AccessReader {
    private static final String SERVER_FLAG = "--server";

    private final Kubeconfig config;
    private final Overrides overrides;

    private AccessReader(Kubeconfig config, Overrides overrides) {
        this.config = config;
        this.overrides = overrides;
    }

    /**
     * @param file from {@code --kubeconfig}; else {@code KUBECONFIG} counts, which may name several, else {@code ~/.kube/config}
     * @param context from {@code --context}; else the current one. Where a server is named there need be none, nor a kubeconfig
     * @throws EtcdbrException with {@link ExitCode#USAGE} if that leads nowhere
     */
    public static Access read(
            Optional<Path> file, Optional<String> context, Overrides overrides, Map<String, String> environment) {
        return new AccessReader(config(file, overrides.server().isEmpty(), environment), overrides).access(context);
    }

    /** The same with nothing said instead. */
    public static Access read(Optional<Path> file, Optional<String> context, Map<String, String> environment) {
        return read(file, context, Overrides.NONE, environment);
    }

    /** The names of all contexts. */
    public static List<String> contexts(Optional<Path> file, Map<String, String> environment) {
        return List.copyOf(config(file, true, environment).contexts().keySet());
    }

    /** The names of all users. */
    public static List<String> users(Optional<Path> file, Map<String, String> environment) {
        return List.copyOf(config(file, true, environment).users().keySet());
    }

    private static Kubeconfig config(Optional<Path> file, boolean required, Map<String, String> environment) {
        Kubeconfig config;
        String variable = environment.getOrDefault("KUBECONFIG", "");
        if (file.isPresent()) {
            config = Kubeconfig.read(List.of(file.get()), true);
        } else if (!variable.isEmpty()) {
            List<Path> paths = Arrays.stream(variable.split(File.pathSeparator))
                    .filter(path -> !path.isBlank())
                    .map(Path::of)
                    .distinct()
                    .toList();
            config = Kubeconfig.read(paths, false);
            requireSome(required, config, "none of the files that KUBECONFIG names is there (" + variable + ")");
        } else {
            Path usual = Path.of(environment.getOrDefault("HOME", "/root"), ".kube", "config");
            config = Kubeconfig.read(List.of(usual), false);
            requireSome(required, config, "there is no kubeconfig: KUBECONFIG is not set, and there is no " + usual);
        }
        return config;
    }

    private static void requireSome(boolean required, Kubeconfig config, String problem) {
        if (required && config.files().isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    problem,
                    "Name one with --kubeconfig FILE or KUBECONFIG; on a control-plane node of kubeadm it is"
                            + " /etc/kubernetes/admin.conf. Commands that have --store, such as list and download, read a store"
                            + " without any cluster");
        }
    }

    private Access access(Optional<String> wanted) {
        Optional<String> named = wanted.or(config::currentContext);
        if (named.isEmpty() && overrides.server().isEmpty()) {
            throw mistake(
                    config.names() + " has no current context",
                    "Name one of " + all(config.contexts()) + " with --context");
        }
        Entry context = named.map(name ->
                        find(config.contexts(), "context", name, wanted.isPresent() ? "--context" : "current-context"))
                .orElseGet(() -> Entry.empty("no context", Path.of("/")));
        Entry cluster = overrides.cluster(
                named.isEmpty()
                        ? context
                        : find(config.clusters(), "cluster", text(context, "cluster"), context.title()));
        Entry user = overrides.user(user(context));
        Credential credential = credential(user);
        if (credential instanceof Credential.Provider && !overrides.equals(Overrides.NONE)) {
            throw mistake(
                    user.title() + " logs in by an auth-provider, which takes all from the kubeconfig",
                    "Leave out flags that say other than the kubeconfig, or name with --user one who logs in otherwise");
        }
        Optional<PemFile> certificate = user.pem("client-certificate");
        Optional<PemFile> key = user.pem("client-key");
        if (certificate.isPresent() != key.isPresent()) {
            throw mistake(
                    certificate
                            .map(found -> found.origin() + " is a client certificate without its key")
                            .orElseGet(() -> key.get().origin() + " is a key without its client certificate"),
                    "Give both, in the kubeconfig or with --client-certificate and --client-key");
        }
        return new Access(
                named.orElse(""),
                uri(
                        overrides.server().isPresent() ? SERVER_FLAG : cluster.title(),
                        text(cluster, "server"),
                        List.of("https", "http")),
                context.text("namespace"),
                cluster.pem("certificate-authority"),
                cluster.isOn("insecure-skip-tls-verify"),
                cluster.text("tls-server-name"),
                cluster.text("proxy-url").map(url -> uri(cluster.title(), url, List.of("http", "https", "socks5"))),
                certificate,
                key,
                credential,
                impersonation(user),
                config.files());
    }

    private Entry user(Entry context) {
        return overrides
                .user()
                .map(name -> find(config.users(), "user", name, "--user"))
                .or(() -> context.text("user").map(name -> find(config.users(), "user", name, context.title())))
                .orElseGet(() -> Entry.empty("no user", Path.of("/")));
    }

    private static Credential credential(Entry user) {
        Optional<Entry> exec = user.entry("exec");
        if (exec.isPresent()) {
            return program(exec.get());
        }
        Optional<Entry> provider = user.entry("auth-provider");
        if (provider.isPresent()) {
            return new Credential.Provider(provider.get().text("name").orElse("without a name"));
        }
        // A file beats a token beside it: it is the one that is renewed.
        Optional<Credential> token = user.path("tokenFile")
                .<Credential>map(Credential.TokenFile::new)
                .or(() -> user.text("token").map(Credential.Token::new));
        return token.or(() -> user.text("username")
                        .map(name -> new Credential.Password(
                                name, user.text("password").orElse(""))))
                .orElseGet(Credential.None::new);
    }

    private static Credential program(Entry exec) {
        String command = text(exec, "command");
        Map<String, String> environment = new LinkedHashMap<>();
        for (Entry variable : exec.entries("env")) {
            variable.text("name")
                    .ifPresent(
                            name -> environment.put(name, variable.text("value").orElse("")));
        }
        Interactive interactive = switch (exec.text("interactiveMode").orElse("IfAvailable")) {
            case "Never" -> Interactive.NEVER;
            case "Always" -> Interactive.ALWAYS;
            default -> Interactive.IF_AVAILABLE;
        };
        return new Credential.Program(
                exec.title(),
                command.contains("/") ? exec.folder().resolve(command).toString() : command,
                exec.texts("args"),
                environment,
                text(exec, "apiVersion"),
                interactive,
                exec.isOn("provideClusterInfo"),
                exec.text("installHint"));
    }

    private static Map<String, List<String>> impersonation(Entry user) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        user.text("as").ifPresent(name -> headers.put("Impersonate-User", List.of(name)));
        user.text("as-uid").ifPresent(uid -> headers.put("Impersonate-Uid", List.of(uid)));
        List<String> groups = user.texts("as-groups");
        if (!groups.isEmpty()) {
            headers.put("Impersonate-Group", groups);
        }
        user.entry("as-user-extra")
                .ifPresent(extra -> extra.fields()
                        .keySet()
                        .forEach(key -> headers.put("Impersonate-Extra-" + key, extra.texts(key))));
        return headers;
    }

    private Entry find(Map<String, Entry> entries, String what, String name, String where) {
        Entry entry = entries.get(name);
        if (entry == null && config.files().isEmpty()) {
            throw mistake(
                    "there is no kubeconfig that could have the " + what + " '" + name + "', which " + where + " names",
                    "Leave out " + where + ", or name a kubeconfig with --kubeconfig");
        }
        if (entry == null) {
            throw mistake(
                    "there is no " + what + " '" + name + "', which " + where + " names, in " + config.names(),
                    (entries.isEmpty() ? "The file has no " + what + " at all" : "It has " + all(entries))
                            + Suggestion.didYouMean(name, List.copyOf(entries.keySet())));
        }
        return entry;
    }

    private static String text(Entry entry, String field) {
        return entry.text(field)
                .orElseThrow(() ->
                        mistake(entry.title() + " has no '" + field + "'", "Mend the kubeconfig, or name another"));
    }

    private static URI uri(String title, String text, List<String> schemes) {
        String remedy = title.equals(SERVER_FLAG) ? "Name one such as https://10.0.0.1:6443" : "Mend the kubeconfig";
        try {
            URI uri = new URI(text.contains("://") ? text : "https://" + text);
            if (uri.getHost() != null && schemes.contains(String.valueOf(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw mistake(title + " has a URL that is none: " + e.getReason(), remedy);
        }
        throw mistake(
                title + " has a URL that is not usable: expected one that begins with " + String.join(" or ", schemes)
                        + ", found '" + text + "'",
                remedy);
    }

    private static String all(Map<String, Entry> entries) {
        List<String> names = List.copyOf(entries.keySet());
        String first = String.join(", ", names.subList(0, Math.min(10, names.size())));
        return names.size() > 10 ? first + " and " + (names.size() - 10) + " more" : first;
    }

    private static EtcdbrException mistake(String problem, String remedy) {
        return new EtcdbrException(ExitCode.USAGE, problem, remedy);
    }
}
