package io.etcdbr;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.etcdbr", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.etcdbr.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule coreKnowsNoCommandLineNoGrpcNoKubernetes = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "picocli..", "io.grpc..", "io.etcd..", "io.netty..", "io.vertx..", "io.kubernetes..", "okhttp3..");

    @ArchTest
    static final ArchRule onlyTheS3ProviderKnowsTheAwsSdk =
            onlyIn("io.etcdbr.storage.s3..", "software.amazon.awssdk..");

    @ArchTest
    static final ArchRule onlyTheSftpProviderKnowsSsh =
            onlyIn("io.etcdbr.storage.sftp..", "net.schmizz..", "com.hierynomus..");

    @ArchTest
    static final ArchRule onlySshAndEncryptionAtRestKnowBouncyCastle = noClasses()
            .that()
            .resideOutsideOfPackages("io.etcdbr.storage.sftp..", "io.etcdbr.atrest")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule onlyThePipelineKnowsCompressionAndEncryption =
            onlyIn("io.etcdbr.pipeline..", "com.github.luben..", "com.exceptionfactory.jagged..");

    @ArchTest
    static final ArchRule onlyNodeFilesKnowTar = onlyIn("io.etcdbr.nodefiles..", "org.apache.commons.compress..");

    @ArchTest
    static final ArchRule onlyReadersOfFilesKnowYaml = noClasses()
            .that()
            .resideOutsideOfPackages("io.etcdbr.config", "io.etcdbr.atrest", "io.etcdbr.topology")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.yaml..");

    @ArchTest
    static final ArchRule providersKnowOnlyTheSpi = noClasses()
            .that()
            .resideInAnyPackage("io.etcdbr.storage.filesystem..", "io.etcdbr.storage.s3..", "io.etcdbr.storage.sftp..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.etcdbr..")
                    .and(not(resideInAnyPackage("io.etcdbr.storage..", "io.etcdbr.error"))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theSpiKnowsNoProvider = noClasses()
            .that()
            .resideInAPackage("io.etcdbr.storage")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcdbr.storage.*..");

    @ArchTest
    static final ArchRule theFormatKnowsNothingAboveIt = noClasses()
            .that()
            .resideInAPackage("io.etcdbr.format")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.etcdbr..").and(not(resideInAnyPackage("io.etcdbr.format", "io.etcdbr.error"))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule bboltKnowsOnlyTheJdk = noClasses()
            .that()
            .resideInAPackage("io.etcdbr.bbolt")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("io.etcdbr.bbolt", "java..", "org.jspecify..")));

    @ArchTest
    static final ArchRule etcddbKnowsOnlyBboltAndFailures = noClasses()
            .that()
            .resideInAPackage("io.etcdbr.etcddb")
            .should()
            .dependOnClassesThat(resideInAPackage("io.etcdbr..")
                    .and(not(resideInAnyPackage("io.etcdbr.etcddb", "io.etcdbr.bbolt", "io.etcdbr.error"))));

    @ArchTest
    static final ArchRule retentionIsPure = noClasses()
            .that()
            .resideInAPackage("io.etcdbr.retention")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcdbr.storage..", "io.etcdbr.catalog..", "java.io..", "java.nio..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noDrawers = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..misc..", "..helper..", "..helpers..");

    private static ArchRule onlyIn(String home, String... library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }
}
