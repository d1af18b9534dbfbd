package io.etcdbr.storage.sftp;

import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.mac.Macs;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.SecurityUtils;

/**
 * sshj's defaults, but with the JDK's cryptography, which uses the processor's AES instructions (measured: three to four
 * times as fast as BouncyCastle's), and only with ciphers that OpenSSH itself still offers.
 */
final class SshConfig extends DefaultConfig {
    static {
        useCryptographyOfTheJdk();
    }

    /**
     * Must come before anything else of sshj, which takes BouncyCastle for everything as soon as it reads the first key.
     * BouncyCastle stays as the last provider, for the names of algorithms that the JDK does not know ("ECDSA" keys).
     */
    static void useCryptographyOfTheJdk() {
        SecurityUtils.registerSecurityProvider("org.bouncycastle.jce.provider.BouncyCastleProvider");
        SecurityUtils.setSecurityProvider(null);
        SecurityUtils.setRegisterBouncyCastle(false);
    }

    SshConfig() {
        setLoggerFactory(QuietLogs.FACTORY);
        setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
    }

    @Override
    protected void initCipherFactories() {
        setCipherFactories(List.of(
                GcmCiphers.AES128GCM(),
                GcmCiphers.AES256GCM(),
                BlockCiphers.AES128CTR(),
                BlockCiphers.AES192CTR(),
                BlockCiphers.AES256CTR()));
    }

    @Override
    protected void initMACFactories() {
        setMACFactories(List.of(
                Macs.HMACSHA2256Etm(),
                Macs.HMACSHA2512Etm(),
                Macs.HMACSHA2256(),
                Macs.HMACSHA2512(),
                Macs.HMACSHA1Etm(),
                Macs.HMACSHA1()));
    }
}
