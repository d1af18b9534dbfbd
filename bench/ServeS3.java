import io.etcdbr.testing.S3Account;
import io.etcdbr.testing.S3Server;

/**
 * An S3 server on loopback that keeps objects in files: prints endpoint, bucket, access key, secret key and the files that hold the
 * keys, one a line, and serves until standard input ends.
 */
final class ServeS3 {
    public static void main(String[] arguments) throws Exception {
        try (S3Server server = S3Server.startOnDisk()) {
            S3Account account = server.account();
            System.out.printf(
                    "%s%n%s%n%s%n%s%n%s%n%s%n",
                    account.endpoint(),
                    account.newBucket(),
                    account.accessKey(),
                    account.secretKey(),
                    account.accessKeyFile(),
                    account.secretKeyFile());
            System.out.flush();
            while (System.in.read() >= 0) {}
        }
        System.exit(0);
    }
}
