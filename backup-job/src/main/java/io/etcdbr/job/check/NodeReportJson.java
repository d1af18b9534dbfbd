package io.etcdbr.job.check;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdbr.error.Failure;

/** A report as JSON, which {@code kubectl etcdbr check} reads: a field is never renamed. */
public final class NodeReportJson {
    private NodeReportJson() {}

    public static String of(NodeReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("time", report.time().toString());
        JsonArray stores = new JsonArray();
        report.stores().forEach(store -> stores.add(of(store)));
        json.add("stores", stores);
        JsonArray certificates = new JsonArray();
        report.certificates().forEach(certificate -> certificates.add(of(certificate)));
        json.add("certificates", certificates);
        JsonObject disk = new JsonObject();
        report.disk().ifPresent(found -> {
            disk.addProperty("directory", found.directory());
            disk.addProperty("free", found.free());
        });
        json.add("disk", report.disk().isPresent() ? disk : null);
        JsonObject encryption = new JsonObject();
        report.encryption().ifPresent(found -> {
            encryption.addProperty("configuration", found.configuration().orElse(null));
            encryption.addProperty("saved", found.saved());
        });
        json.add("encryption", report.encryption().isPresent() ? encryption : null);
        return new GsonBuilder().serializeNulls().disableHtmlEscaping().create().toJson(json);
    }

    private static JsonObject of(NodeReport.StoreState store) {
        JsonObject json = new JsonObject();
        json.addProperty("store", store.store());
        json.addProperty(
                "clockAheadSeconds",
                store.ahead().map(ahead -> ahead.toMillis() / 1000.0).orElse(null));
        json.addProperty("problem", store.failure().map(Failure::problem).orElse(null));
        json.addProperty("remedy", store.failure().map(Failure::remedy).orElse(null));
        return json;
    }

    private static JsonObject of(NodeReport.CertificateState certificate) {
        JsonObject json = new JsonObject();
        json.addProperty("file", certificate.file());
        json.addProperty("subject", certificate.subject().orElse(null));
        json.addProperty("expires", certificate.expires().map(Object::toString).orElse(null));
        json.addProperty("problem", certificate.problem().orElse(null));
        return json;
    }
}
