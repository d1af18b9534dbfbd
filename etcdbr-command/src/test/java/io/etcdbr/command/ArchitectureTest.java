package io.etcdbr.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = {"io.etcdbr.command", "io.etcdbr.program", "io.etcdbr.console", "io.etcdbr.metrics"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.etcdbr.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCommandsKnowPicocli = noClasses()
            .that()
            .resideOutsideOfPackage("io.etcdbr.command")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..");

    @ArchTest
    static final ArchRule whatIsSharedKnowsNoProgramNoEtcdAndNoKubernetes = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.etcdbr.job..",
                    "io.etcdbr.kubectl..",
                    "io.grpc..",
                    "io.etcd..",
                    "io.netty..",
                    "io.kubernetes..");
}
