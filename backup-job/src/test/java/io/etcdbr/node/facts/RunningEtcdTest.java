package io.etcdbr.node.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningEtcdTest {
    private static final Participant SELF = PlanFixture.plan(3).participant("cp2");

    @TempDir
    Path folder;

    private Path host;
    private Path database;
    private FakeProc proc;

    @BeforeEach
    void aNode() throws IOException {
        host = Files.createDirectory(folder.resolve("host"));
        Path snap = Files.createDirectories(
                host.resolve(SELF.dataDir().substring(1)).resolve("member/snap"));
        database = Files.writeString(snap.resolve("db"), "x");
        proc = FakeProc.in(folder.resolve("proc"));
        proc.process(98, folder.resolve("etcd"), List.of("etcd", "--name=of-other-data"));
    }

    @Test
    void itsToolIsTheOneBesideTheProcessOfItsName() throws IOException {
        Path etcd = proc.process(99, folder.resolve("etcd"), List.of("etcd", "--name=" + SELF.member()));
        Path beside = putTool(etcd);

        assertThat(found()).isEqualTo(beside);
    }

    /** As with ETCD_NAME, with a configuration file, or with the name that etcd has by itself. */
    @Test
    void whereNoArgumentNamesItItIsTheOneThatHasTheDataOpen() throws IOException {
        Path etcd = proc.process(99, folder.resolve("etcd"), List.of("etcd", "--config-file=/etc/etcd.yaml"));
        Files.createSymbolicLink(Files.createDirectories(etcd.resolve("fd")).resolve("7"), database);
        Path beside = putTool(etcd);

        assertThat(found()).isEqualTo(beside);
    }

    private Path found() {
        return RunningEtcd.restoreTool(new HostRoot(host), proc.proc(), Optional.empty(), SELF, "3.6.8")
                .program()
                .file();
    }

    private static Path putTool(Path process) throws IOException {
        Path file =
                Files.createDirectories(process.resolve("root/usr/local/bin")).resolve("etcdutl");
        Files.writeString(file, "#!/bin/sh\necho 'etcdutl version: 3.6.8'\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
