package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.resources.ObjectArguments;
import java.util.List;
import java.util.Optional;

/** In which namespace a verb looks for objects: as with kubectl that of the kubeconfig's context, unless another is said. */
final class ObjectNamespace {
    private ObjectNamespace() {}

    /** What the program in the pod must be told besides, which does not see the kubeconfig. */
    static List<String> arguments(Verb verb, Invocation call, Optional<String> ofContext) {
        return isLookedFor(verb, call)
                ? ofContext
                        .map(name -> List.of(Setting.OBJECT_NAMESPACE.flag() + "=" + name))
                        .orElse(List.of())
                : List.of();
    }

    private static boolean isLookedFor(Verb verb, Invocation call) {
        if (!verb.settings().contains(Setting.OBJECT_NAMESPACE)
                || call.flags().containsKey(Setting.OBJECT_NAMESPACE)
                || call.flags().containsKey(Setting.ALL_NAMESPACES)) {
            return false;
        }
        // A comparison that names no object is one of all namespaces.
        return !isComparison(verb) || namesObjects(call);
    }

    private static boolean isComparison(Verb verb) {
        return verb.settings().contains(Setting.LIVE);
    }

    private static boolean namesObjects(Invocation call) {
        int snapshots = call.flags().containsKey(Setting.LIVE) ? 1 : 2;
        List<String> arguments = call.arguments();
        try {
            return arguments.size() > snapshots
                    && ObjectArguments.parse(arguments.subList(snapshots, arguments.size()))
                            .named();
        } catch (IllegalArgumentException e) {
            // The program in the pod says what is wrong with it.
            return false;
        }
    }
}
