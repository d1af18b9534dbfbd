package io.etcdbr.columns;

import static io.etcdbr.columns.Column.age;
import static io.etcdbr.columns.Column.count;
import static io.etcdbr.columns.Column.createdAt;
import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.fieldOr;
import static io.etcdbr.columns.Column.flag;
import static io.etcdbr.columns.Column.name;
import static io.etcdbr.columns.Column.of;
import static io.etcdbr.columns.Column.wide;

import io.etcdbr.resources.ObjectTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Volumes. */
final class StorageColumns {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private static final Map<String, String> ACCESS_MODES = accessModes();

    static final Map<String, List<Column>> ALL = Map.of(
            "persistentvolumes", volumes(),
            "persistentvolumeclaims", claims(),
            "storageclasses.storage.k8s.io",
                    List.of(
                            of(
                                    "NAME",
                                    row -> DefaultMark.name(
                                            row,
                                            "storageclass.kubernetes.io/is-default-class",
                                            "storageclass.beta.kubernetes.io/is-default-class")),
                            field("PROVISIONER", "provisioner"),
                            fieldOr("Delete", "RECLAIMPOLICY", "reclaimPolicy"),
                            fieldOr("Immediate", "VOLUMEBINDINGMODE", "volumeBindingMode"),
                            flag("ALLOWVOLUMEEXPANSION", "allowVolumeExpansion"),
                            age()),
            "csidrivers.storage.k8s.io",
                    List.of(
                            name(),
                            of("ATTACHREQUIRED", row -> row.wordOr("true", "spec", "attachRequired")),
                            flag("PODINFOONMOUNT", "spec", "podInfoOnMount"),
                            flag("STORAGECAPACITY", "spec", "storageCapacity"),
                            of("TOKENREQUESTS", StorageColumns::tokens),
                            flag("REQUIRESREPUBLISH", "spec", "requiresRepublish"),
                            of(
                                    "MODES",
                                    row -> Texts.joined(row.object().texts("spec", "volumeLifecycleModes"), Row.NONE)),
                            age()),
            "csinodes.storage.k8s.io", List.of(name(), count("DRIVERS", "spec", "drivers"), age()),
            "csistoragecapacities.storage.k8s.io", List.of(name(), createdAt()),
            "volumeattachments.storage.k8s.io",
                    List.of(
                            name(),
                            field("ATTACHER", "spec", "attacher"),
                            field("PV", "spec", "source", "persistentVolumeName"),
                            field("NODE", "spec", "nodeName"),
                            flag("ATTACHED", "status", "attached"),
                            age()),
            "volumeattributesclasses.storage.k8s.io", List.of(name(), field("DRIVERNAME", "driverName"), age()));

    private StorageColumns() {}

    private static List<Column> volumes() {
        return List.of(
                name(),
                field("CAPACITY", "spec", "capacity", "storage"),
                of("ACCESS MODES", row -> modes(row.object().texts("spec", "accessModes"))),
                field("RECLAIM POLICY", "spec", "persistentVolumeReclaimPolicy"),
                of("STATUS", StorageColumns::phase),
                of("CLAIM", StorageColumns::claim),
                of("STORAGECLASS", StorageColumns::storageClass),
                fieldOr(Row.UNSET, "VOLUMEATTRIBUTESCLASS", "spec", "volumeAttributesClassName"),
                field("REASON", "status", "reason"),
                age(),
                wide("VOLUMEMODE", row -> row.wordOr(Row.UNSET, "spec", "volumeMode")));
    }

    private static List<Column> claims() {
        return List.of(
                name(),
                of("STATUS", StorageColumns::phase),
                field("VOLUME", "spec", "volumeName"),
                of("CAPACITY", row -> isBound(row) ? row.object().word("status", "capacity", "storage") : ""),
                of("ACCESS MODES", row -> isBound(row) ? modes(row.object().texts("status", "accessModes")) : ""),
                of("STORAGECLASS", StorageColumns::storageClass),
                fieldOr(Row.UNSET, "VOLUMEATTRIBUTESCLASS", "spec", "volumeAttributesClassName"),
                age(),
                wide("VOLUMEMODE", row -> row.wordOr(Row.UNSET, "spec", "volumeMode")));
    }

    private static boolean isBound(Row row) {
        return !row.object().text("spec", "volumeName").isEmpty();
    }

    private static String phase(Row row) {
        return row.isBeingDeleted() ? "Terminating" : row.wordOr("Pending", "status", "phase");
    }

    private static String claim(Row row) {
        ObjectTree claim = row.object().at("spec", "claimRef");
        return claim.json().isEmpty() ? "" : claim.text("namespace") + "/" + claim.text("name");
    }

    private static String storageClass(Row row) {
        return row.wordOr(row.object().text("spec", "storageClassName"), "metadata", "annotations", CLASS_ANNOTATION);
    }

    private static String tokens(Row row) {
        return Texts.joined(
                row.object().objects("spec", "tokenRequests").stream()
                        .map(request -> request.text("audience"))
                        .toList(),
                Row.UNSET);
    }

    private static Map<String, String> accessModes() {
        Map<String, String> modes = new LinkedHashMap<>();
        modes.put("ReadWriteOnce", "RWO");
        modes.put("ReadOnlyMany", "ROX");
        modes.put("ReadWriteMany", "RWX");
        modes.put("ReadWriteOncePod", "RWOP");
        return modes;
    }

    private static String modes(List<String> modes) {
        return Texts.joined(
                ACCESS_MODES.entrySet().stream()
                        .filter(mode -> modes.contains(mode.getKey()))
                        .map(Map.Entry::getValue)
                        .toList(),
                "");
    }
}
