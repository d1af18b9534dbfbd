package io.etcdbr.command;

import com.google.gson.stream.JsonWriter;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code object list}: with {@link ObjectReadVerb} what a program elsewhere needs to read this one's stores itself. */
public final class ObjectListVerb implements Verb {

    private record Options(List<StoreLocation> stores, Optional<ObjectKey> folder) {}

    @Override
    public String name() {
        return "object list";
    }

    @Override
    public String summary() {
        return "List the objects of the stores as JSON, for programs";
    }

    @Override
    public List<String> description() {
        return List.of("A store that cannot be listed has the field failure instead of objects.");
    }

    @Override
    public List<String> examples() {
        return List.of("object list --store file:///mnt/backups");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional(
                "FOLDER", "Only what lies in it; without it the folder of --cluster, if that is set."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.STORES, Setting.CLUSTER);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(
                        settings.stores(),
                        call.argument()
                                .or(() -> Choices.clusterIfGiven(settings).map(ClusterName::value))
                                .flatMap(text -> ObjectReadVerb.key(settings, text))));
        try {
            JsonWriter json =
                    new JsonWriter(new OutputStreamWriter(new CheckedOutput(call.out()), StandardCharsets.UTF_8));
            json.beginObject().name("stores").beginArray();
            for (StoreLocation location : options.stores) {
                write(location, options.folder, json);
            }
            json.endArray().endObject().flush();
        } catch (IOException e) {
            throw TextOutput.broken();
        }
        return Outcome.done("Objects listed.");
    }

    private static void write(StoreLocation location, Optional<ObjectKey> folder, JsonWriter json) throws IOException {
        json.beginObject().name("store").value(location.toString());
        try {
            List<StoredObject> objects = new ArrayList<>();
            Stores.on(location, store -> {
                store.list(folder, objects::add);
                return objects;
            });
            json.name("objects").beginArray();
            for (StoredObject object : objects) {
                json.beginObject().name("key").value(object.key().value());
                json.name("size").value(object.size());
                json.name("modified").value(object.modified().toString()).endObject();
            }
            json.endArray();
        } catch (EtcdbrException e) {
            Failure failure = e.failure();
            json.name("failure").beginObject().name("code").value(failure.code().name());
            json.name("problem").value(failure.problem());
            json.name("remedy").value(failure.remedy()).endObject();
        }
        json.endObject();
    }
}
