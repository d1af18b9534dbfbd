package io.etcdbr.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = {"io.etcdbr.job", "io.etcdbr.node"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.etcdbr.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheControlClientKnowsJetcd =
            onlyIn("io.etcdbr.job.etcd.control", "io.etcd..", "io.grpc..", "io.vertx..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule onlyTheEtcdClientsKnowNetty = noClasses()
            .that()
            .resideOutsideOfPackages("io.etcdbr.job.etcd.control", "io.etcdbr.job.etcd.http2")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..");

    @ArchTest
    static final ArchRule theEtcdClientsKnowNoneOfTheirUsers = noClasses()
            .that()
            .resideInAnyPackage("io.etcdbr.job.etcd.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.etcdbr.job.etcd");

    @ArchTest
    static final ArchRule onlyTheSharedCommandsKnowPicocli =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("picocli..");

    @ArchTest
    static final ArchRule theJobKnowsNoKubernetes =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.kubernetes..", "io.fabric8..");

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
