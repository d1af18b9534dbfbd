package io.etcdbr.job.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.job.etcd.PagedKeys.Answer;
import io.etcdbr.job.etcd.control.KeyPage;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.grpc.GrpcStatus;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PagedKeysTest {
    private static final GrpcException FAILED = new GrpcException(new GrpcStatus(8, "larger than maximum size"));

    private final List<Integer> limits = new ArrayList<>();
    private final List<Long> behindNames = new ArrayList<>();
    private long walked;
    private int largestAnswer = Integer.MAX_VALUE;

    @Test
    void everyKeyIsShownOnceInOrder() throws IOException {
        List<KeyValue> stored = stored(3_000, 100);

        assertThat(read(stored)).isEqualTo(names(stored));
        assertThat(limits).allMatch(limit -> limit <= 500).contains(500);
    }

    @Test
    void largeValuesComeInSmallPages() throws IOException {
        List<KeyValue> stored = stored(200, 1 << 20);

        assertThat(read(stored)).isEqualTo(names(stored));
        assertThat(limits.subList(1, limits.size())).allMatch(limit -> limit <= 2);
        assertThat(behindNames).allMatch(bytes -> bytes <= 64L << 20);
    }

    @Test
    void valuesThatAreKnownAreNotAskedFor() throws IOException {
        List<KeyValue> stored = stored(2_000, 100);
        List<String> asked = new ArrayList<>();
        List<String> seen = new ArrayList<>();

        new PagedKeys(7, (from, end, limit, values) -> answer(stored, from, end, limit, values), () -> {})
                .each(
                        new byte[0],
                        new byte[0],
                        name -> {
                            asked.add(text(name));
                            return text(name).matches(".*(007|100[01]|99)") ? KnownValues.UNKNOWN : 100;
                        },
                        value -> seen.add(text(value) + " " + value.value().byteSize()));

        assertThat(asked).isEqualTo(names(stored));
        assertThat(seen)
                .hasSize(24)
                .contains("/registry/01007 100", "/registry/01000 100", "/registry/01001 100", "/registry/01999 100");
        assertThat(limits.stream().mapToInt(Integer::intValue).sum()).isEqualTo(24);
    }

    @Test
    void knownValuesBoundHowManyKeysAreAskedForAtOnceAsWell() throws IOException {
        List<KeyValue> stored = stored(300, 1 << 20);

        new PagedKeys(7, (from, end, limit, values) -> answer(stored, from, end, limit, values), () -> {})
                .each(new byte[0], new byte[0], _ -> 1 << 20, value -> {
                    throw new AssertionError("every value is known");
                });

        assertThat(behindNames).allMatch(bytes -> bytes <= 64L << 20);
        assertThat(limits).isEmpty();
    }

    @Test
    void theServerNeedNotWalkOverAllThatIsLeftForEachPage() throws IOException {
        List<KeyValue> stored = stored(20_000, 100);

        assertThat(read(stored)).isEqualTo(names(stored));
        assertThat(walked).isLessThan(6L * stored.size());
    }

    @Test
    void aServerThatKnowsKeysOnlyWithoutTheirValuesIsNotBelieved() {
        List<KeyValue> stored = stored(3, 1);
        PagedKeys keys = new PagedKeys(
                7,
                (from, end, limit, values) -> new Answer.Page(new KeyPage(7, values ? List.of() : stored, false)),
                () -> {});

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> {}))
                .matches(e -> e.failure().code() == ExitCode.SOURCE_DAMAGED);
    }

    @Test
    void aPageThatIsTooLargeIsAskedForInSmallerOnes() throws IOException {
        largestAnswer = 10;
        List<KeyValue> stored = stored(100, 10);

        assertThat(read(stored)).isEqualTo(names(stored));
    }

    @Test
    void aCompactionEndsTheReading() {
        PagedKeys keys = new PagedKeys(7, (from, end, limit, values) -> new Answer.Compacted(FAILED), () -> {});

        assertThatExceptionOfType(CompactedException.class)
                .isThrownBy(() -> keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> {}))
                .withMessage("etcd has compacted revision 7 while it was read");
    }

    @Test
    void aServerThatGivesTheSameKeysAgainIsNotReadForEver() {
        KeyPage page = new KeyPage(7, stored(3, 1), true);
        PagedKeys keys = new PagedKeys(7, (from, end, limit, values) -> new Answer.Page(page), () -> {});

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> {}))
                .matches(e -> e.failure().code() == ExitCode.SOURCE_DAMAGED);
    }

    @Test
    void aServerThatPromisesMoreAndGivesNoneIsNotReadForEver() throws IOException {
        PagedKeys keys = new PagedKeys(
                7, (from, end, limit, values) -> new Answer.Page(new KeyPage(7, List.of(), true)), () -> {});

        keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> {
            throw new AssertionError("no key was given");
        });
    }

    private List<String> read(List<KeyValue> stored) throws IOException {
        List<String> seen = new ArrayList<>();
        PagedKeys keys =
                new PagedKeys(7, (from, end, limit, values) -> answer(stored, from, end, limit, values), () -> {});
        keys.each(new byte[0], new byte[0], KnownValues.NONE, value -> seen.add(text(value)));
        return seen;
    }

    private Answer answer(List<KeyValue> stored, byte[] from, byte[] end, int limit, boolean values) {
        if (limit > largestAnswer) {
            return new Answer.TooLarge(FAILED);
        }
        List<KeyValue> rest = stored.stream()
                .filter(value -> Arrays.compareUnsigned(key(value), from) >= 0)
                .filter(value -> end.length == 1 || Arrays.compareUnsigned(key(value), end) < 0)
                .toList();
        walked += rest.size();
        List<KeyValue> page = rest.subList(0, Math.min(limit, rest.size()));
        if (values) {
            limits.add(limit);
            return new Answer.Page(new KeyPage(9, page, rest.size() > limit));
        }
        behindNames.add(
                page.stream().mapToLong(value -> value.value().byteSize()).sum());
        return new Answer.Page(
                new KeyPage(9, page.stream().map(PagedKeysTest::withoutValue).toList(), rest.size() > limit));
    }

    private static byte[] key(KeyValue value) {
        return value.key().toArray(ValueLayout.JAVA_BYTE);
    }

    private static KeyValue withoutValue(KeyValue value) {
        return new KeyValue(
                value.key(),
                value.createRevision(),
                value.modRevision(),
                value.version(),
                MemorySegment.ofArray(new byte[0]),
                value.lease());
    }

    private static List<KeyValue> stored(int count, int size) {
        MemorySegment value = MemorySegment.ofArray(new byte[size]);
        List<KeyValue> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = "/registry/%05d".formatted(i).getBytes(StandardCharsets.UTF_8);
            stored.add(new KeyValue(MemorySegment.ofArray(key), 1, 1, 1, value, 0));
        }
        return stored;
    }

    private static List<String> names(List<KeyValue> stored) {
        return stored.stream().map(PagedKeysTest::text).toList();
    }

    private static String text(KeyValue value) {
        return new String(key(value), StandardCharsets.UTF_8);
    }
}
