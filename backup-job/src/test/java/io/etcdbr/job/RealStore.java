package io.etcdbr.job;

import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.S3Account;
import io.etcdbr.testing.S3Server;
import io.etcdbr.testing.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store on a real server, and what lies behind it. */
interface RealStore extends AutoCloseable {
    /** What {@code --store} takes. */
    String url();

    /** The same server through a proxy to {@link #port}. */
    String url(FaultProxy proxy) throws IOException;

    int port();

    /** Names of all objects that a listing shows. */
    TreeSet<String> objects();

    /** What is under way or was left behind. */
    List<String> unfinished();

    /** Makes everything in it look two days old, if that is possible. */
    boolean age();

    @Override
    void close();

    static RealStore start(String kind, Path folder) throws Exception {
        return switch (kind) {
            case "file" -> new Directory(Files.createDirectory(folder.resolve("store")));
            case "sftp" -> new Sftp(folder);
            case "s3" -> new S3();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** A directory on this machine. */
    class Directory implements RealStore {
        final Path directory;

        Directory(Path directory) {
            this.directory = directory;
        }

        @Override
        public String url() {
            return "file://" + directory;
        }

        @Override
        public String url(FaultProxy proxy) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int port() {
            throw new UnsupportedOperationException();
        }

        @Override
        public TreeSet<String> objects() {
            return new TreeSet<>(files(false));
        }

        @Override
        public List<String> unfinished() {
            return files(true);
        }

        @Override
        public boolean age() {
            FileTime old = FileTime.from(Instant.now().minusSeconds(2 * 86_400));
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Files.setLastModifiedTime(file, old);
                }
                return true;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}

        private List<String> files(boolean hidden) {
            // A walk fails where a file goes away under it.
            while (true) {
                try (Stream<Path> all = Files.walk(directory)) {
                    return all.filter(Files::isRegularFile)
                            .filter(file -> file.getFileName().toString().startsWith(".") == hidden)
                            .map(file -> directory.relativize(file).toString())
                            .toList();
                } catch (IOException | java.io.UncheckedIOException e) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** A directory behind OpenSSH. */
    final class Sftp extends Directory {
        private final SshServer server;

        Sftp(Path folder) throws IOException {
            super(Files.createDirectory(folder.resolve("store")));
            server = SshServer.start(folder.resolve("sshd"));
        }

        @Override
        public String url() {
            return server.location(directory);
        }

        @Override
        public String url(FaultProxy proxy) throws IOException {
            return server.location(proxy, directory);
        }

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** A bucket. */
    final class S3 implements RealStore {
        private static final String PREFIX = "pre/fix";
        private final S3Server server = S3Server.start();
        private final S3Account account = server.account();
        private final String bucket = account.newBucket();
        private final S3Client client = account.client();

        S3() throws Exception {}

        @Override
        public String url() {
            return account.url(bucket, PREFIX);
        }

        @Override
        public String url(FaultProxy proxy) {
            return account.atPort(proxy.port()).url(bucket, PREFIX);
        }

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public TreeSet<String> objects() {
            TreeSet<String> names = new TreeSet<>();
            client.listObjectsV2(request -> request.bucket(bucket).prefix(PREFIX + "/")).contents().stream()
                    .map(S3Object::key)
                    .forEach(names::add);
            return names;
        }

        @Override
        public List<String> unfinished() {
            return client.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                    .map(upload -> upload.key())
                    .toList();
        }

        @Override
        public boolean age() {
            return false;
        }

        @Override
        public void close() {
            client.close();
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
