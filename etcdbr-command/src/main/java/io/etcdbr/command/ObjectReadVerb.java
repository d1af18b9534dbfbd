package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** {@code object read}: the stored bytes as they are, of which {@code fetch --stored} knows more. */
public final class ObjectReadVerb implements Verb {
    private static final int BUFFER = 256 * 1024;

    private record Options(StoreLocation store, ObjectKey key, long offset, long length) {}

    @Override
    public String name() {
        return "object read";
    }

    @Override
    public String summary() {
        return "Write bytes of an object to standard output, for programs";
    }

    @Override
    public List<String> description() {
        return List.of("They are what is stored, compressed and encrypted; nothing is checked.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "object read 1 kubernetes/3f1c/20261120T143005Z-1f3a.manifest.json 0 4096 --store file:///mnt/backups");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Argument.required("STORE", "Which of the stores, counted from 1."),
                Argument.required("KEY", "The object's key."),
                Argument.optional("OFFSET", "The first byte, counted from 0."),
                Argument.optional("LENGTH", "How many bytes; without it all."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.STORES);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call.arguments()));
        CheckedOutput out = new CheckedOutput(call.out());
        Stores.on(options.store, store -> {
            try (InputStream stored = store.read(options.key, options.offset, options.length)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = stored.read(buffer); n >= 0; n = stored.read(buffer)) {
                    call.cancellation().check();
                    out.write(buffer, 0, n);
                }
                out.flush();
                return true;
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new EtcdbrException(
                        ExitCode.REFUSED, "the bytes of " + options.key + " are not taken: " + e.getMessage(), "");
            }
        });
        return Outcome.done("Object read.");
    }

    private static Options options(Settings settings, List<String> arguments) {
        List<StoreLocation> stores = settings.stores();
        long number = number(settings, arguments, 0, 1);
        if (number < 1 || number > stores.size()) {
            settings.mistake("expected the number of a store from 1 to " + stores.size() + ", found " + number);
        }
        return new Options(
                stores.isEmpty()
                        ? StoreLocation.parse("file:///")
                        : stores.get((int) Math.clamp(number, 1, stores.size()) - 1),
                (arguments.size() > 1 ? key(settings, arguments.get(1)) : Optional.<ObjectKey>empty())
                        .orElse(new ObjectKey("none")),
                number(settings, arguments, 2, 0),
                number(settings, arguments, 3, Long.MAX_VALUE));
    }

    static Optional<ObjectKey> key(Settings settings, String text) {
        if (ObjectKey.isValid(text)) {
            return Optional.of(new ObjectKey(text));
        }
        settings.mistake("expected the key of an object, found '" + text + "'");
        return Optional.empty();
    }

    private static long number(Settings settings, List<String> arguments, int place, long otherwise) {
        if (arguments.size() <= place) {
            return otherwise;
        }
        String text = arguments.get(place);
        if (text.matches("\\d{1,18}")) {
            return Long.parseLong(text);
        }
        settings.mistake("expected a whole number, found '" + text + "'");
        return otherwise;
    }
}
