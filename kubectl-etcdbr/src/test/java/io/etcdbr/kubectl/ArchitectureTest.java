package io.etcdbr.kubectl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.etcdbr.kubectl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.etcdbr.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheGatewayKnowsKubernetesClients =
            onlyIn("io.etcdbr.kubectl.cluster", "io.kubernetes..", "okhttp3..", "okio..");

    @ArchTest
    static final ArchRule onlyKubeconfigsKnowYaml = onlyIn("io.etcdbr.kubectl.kubeconfig", "org.yaml..");

    @ArchTest
    static final ArchRule thePluginKnowsNoJobAndNoEtcd = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcdbr.job..", "io.grpc..", "io.etcd..", "io.netty..");

    @ArchTest
    static final ArchRule kubeconfigsKnowNoneOfTheirUsers = noClasses()
            .that()
            .resideInAPackage("io.etcdbr.kubectl.kubeconfig")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcdbr.kubectl.cluster");

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
