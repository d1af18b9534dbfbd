package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.testing.ProtobufMessage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ObjectJudgeTest {
    private static final ObjectJudge JUDGE = new ObjectJudge(ObjectDecoder.create(), AtRestKeys.NONE);

    @Test
    void anotherSpecIsAChange() {
        assertThat(verdict(crontab("", "'a':1"), crontab("", "'a':2"))).isEqualTo(Verdict.CHANGED);
    }

    /** As doubles they are equal. */
    @Test
    void aLongNumberThatMovesByOneIsAChange() {
        assertThat(verdict(crontab("", "'at':1700000000000000001"), crontab("", "'at':1700000000000000002")))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(
                        crontab("'generation':1", "'at':-170000000000000000001"),
                        crontab("'generation':1", "'at':-170000000000000000002")))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(
                        crontab("'resourceVersion':'7'", "'at':1700000000000000001"),
                        crontab("'resourceVersion':'8'", "'at':1700000000000000001")))
                .isEqualTo(Verdict.BOOKKEEPING);
    }

    @Test
    void otherManagedFieldsAndResourceVersionsAreBookkeeping() {
        assertThat(verdict(
                        crontab("'managedFields':[{'time':'1'}],'resourceVersion':'7'", "'a':1"),
                        crontab("'managedFields':[{'time':'2'}]", "'a':1")))
                .isEqualTo(Verdict.BOOKKEEPING);
        assertThat(verdict(crontab("'generation':1", "'a':1"), crontab("'generation':2", "'a':1")))
                .as("a generation tells of a change")
                .isEqualTo(Verdict.CHANGED);
    }

    @Test
    void theSameObjectInOtherBytesIsRewritten() {
        assertThat(verdict(crontab("", "'a':1,'b':2"), crontab("", " 'b' : 2 , 'a' : 1 ")))
                .isEqualTo(Verdict.REWRITTEN);
    }

    @Test
    void whatIsEncryptedIsSealed() {
        assertThat(verdict("k8s:enc:aescbc:v1:key1:xxxx", "k8s:enc:aescbc:v1:key1:yyyy"))
                .isEqualTo(Verdict.SEALED);
        assertThat(verdict(crontab("", ""), "k8s:enc:kms:v2:vault:yyyy"))
                .as("encrypted since")
                .isEqualTo(Verdict.SEALED);
    }

    @Test
    void whatIsNoObjectOrTooLargeIsAChange() {
        assertThat(verdict("plain", "text")).isEqualTo(Verdict.CHANGED);
        assertThat(verdict("{", "{}")).isEqualTo(Verdict.CHANGED);
        String large = " ".repeat(300_000);
        assertThat(verdict(crontab("", "'a':1"), crontab("", "'a':1") + large)).isEqualTo(Verdict.CHANGED);
    }

    /** Two trees that are equal say nothing about what they leave out. */
    @Test
    void whatIsNotWhollyKnownIsNeverTheSame() {
        for (String type : List.of("v1 ConfigMap", "flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema")) {
            String[] words = type.split(" ");
            byte[] before = new ProtobufMessage().number(900, 1).stored(words[0], words[1]);
            byte[] after = new ProtobufMessage().number(900, 2).stored(words[0], words[1]);
            byte[] without = new ProtobufMessage().stored(words[0], words[1]);

            assertThat(JUDGE.of(value(before), value(after))).as(type).isEqualTo(Verdict.CHANGED);
            assertThat(JUDGE.of(value(before), value(without))).as(type).isEqualTo(Verdict.CHANGED);
            assertThat(JUDGE.of(value(without), value(after))).as(type).isEqualTo(Verdict.CHANGED);
        }
    }

    @Property(tries = 500)
    void anyTwoValuesHaveAVerdict(@ForAll byte[] first, @ForAll byte[] second) {
        byte[] begin = "k8s\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(JUDGE.of(value(first), value(second))).isNotNull();
        assertThat(JUDGE.of(value(joined(begin, first)), value(joined(begin, second))))
                .isNotNull();
    }

    private static Verdict verdict(String first, String second) {
        return JUDGE.of(
                value(first.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                value(second.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String crontab(String metadata, String spec) {
        return "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{%s},'spec':{%s}}"
                .formatted(metadata, spec);
    }

    private static KeyValue value(byte[] value) {
        byte[] key = "/registry/stable.example.com/crontabs/a/b".getBytes(StandardCharsets.UTF_8);
        return new KeyValue(MemorySegment.ofArray(key), 1, 1, 1, MemorySegment.ofArray(value), 0);
    }

    private static byte[] joined(byte[] begin, byte[] end) {
        byte[] joined = new byte[begin.length + end.length];
        System.arraycopy(begin, 0, joined, 0, begin.length);
        System.arraycopy(end, 0, joined, begin.length, end.length);
        return joined;
    }
}
