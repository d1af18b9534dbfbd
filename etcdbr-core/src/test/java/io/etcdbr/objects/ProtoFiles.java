package io.etcdbr.objects;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;

/** The protobuf types of the official Java client. */
final class ProtoFiles {
    private static final String CLASSES = "io/kubernetes/client/proto/";

    /** They have metadata, and yet no server stores them. */
    private static final Set<String> NOT_STORED = Set.of(
            "APIGroupDiscovery",
            "Binding",
            "ComponentStatus",
            "Eviction",
            "ImageReview",
            "JobTemplateSpec",
            "PersistentVolumeClaimTemplate",
            "PodTemplateSpec",
            "ResourceClaimTemplateSpec",
            "Scale",
            "TokenRequest",
            "PartialObjectMetadata");

    /** Groups whose name in apiVersion is longer than in the names of the files. */
    private static final Map<String, String> GROUPS = Map.ofEntries(
            Map.entry("admissionregistration", "admissionregistration.k8s.io"),
            Map.entry("apiextensions", "apiextensions.k8s.io"),
            Map.entry("apiserverinternal", "internal.apiserver.k8s.io"),
            Map.entry("certificates", "certificates.k8s.io"),
            Map.entry("coordination", "coordination.k8s.io"),
            Map.entry("core", ""),
            Map.entry("discovery", "discovery.k8s.io"),
            Map.entry("events", "events.k8s.io"),
            Map.entry("flowcontrol", "flowcontrol.apiserver.k8s.io"),
            Map.entry("networking", "networking.k8s.io"),
            Map.entry("node", "node.k8s.io"),
            Map.entry("rbac", "rbac.authorization.k8s.io"),
            Map.entry("resource", "resource.k8s.io"),
            Map.entry("scheduling", "scheduling.k8s.io"),
            Map.entry("storage", "storage.k8s.io"),
            Map.entry("storagemigration", "storagemigration.k8s.io"));

    private ProtoFiles() {}

    /** Such as {@code core.v1.Pod}. */
    static String name(Descriptor message) {
        return message.getFullName()
                .replaceFirst("^k8s\\.io\\.(api|apimachinery\\.pkg\\.(apis|api|util)|apimachinery\\.pkg)\\.", "")
                .replaceFirst("^k8s\\.io\\.apiextensions_apiserver\\.pkg\\.apis\\.", "");
    }

    /** Such as {@code apps/v1}. */
    static String apiVersion(Descriptor message) {
        String[] parts = name(message).split("\\.");
        String group = GROUPS.getOrDefault(parts[0], parts[0]);
        return group.isEmpty() ? parts[1] : group + "/" + parts[1];
    }

    /** Those of which a server can hold objects. */
    static List<Descriptor> kinds() {
        return all().stream()
                .flatMap(file -> file.getMessageTypes().stream())
                .filter(ProtoFiles::isKind)
                .toList();
    }

    private static boolean isKind(Descriptor message) {
        FieldDescriptor first = message.findFieldByNumber(1);
        return first != null
                && first.getName().equals("metadata")
                && name(first.getMessageType()).equals("meta.v1.ObjectMeta")
                && !message.getName().endsWith("Review")
                && !NOT_STORED.contains(message.getName());
    }

    private static List<FileDescriptor> all() {
        List<FileDescriptor> files = new ArrayList<>();
        try (JarFile jar = new JarFile(new File(
                Meta.class.getProtectionDomain().getCodeSource().getLocation().toURI()))) {
            List<String> classes = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(CLASSES) && name.endsWith(".class") && !name.contains("$"))
                    .sorted()
                    .toList();
            for (String name : classes) {
                Class<?> type = Class.forName(name.replace('/', '.').substring(0, name.length() - ".class".length()));
                files.add((FileDescriptor) type.getMethod("getDescriptor").invoke(null));
            }
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return files;
    }
}
