package io.etcdbr.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcdIdsTest {

    @Test
    void theIdsAreThoseThatEveryEtcdOnOneMachineHas() {
        MemberId member = EtcdIds.member(List.of("http://localhost:2380"), "etcd-cluster");

        assertThat(member).hasToString("8e9e05c52164694d");
        assertThat(EtcdIds.cluster(List.of(member))).hasToString("cdf818194e3a8c32");
    }

    @Test
    void theOrderOfUrlsAndMembersDoesNotCount() {
        MemberId one = EtcdIds.member(List.of("http://a:1", "http://b:1"), "t");
        MemberId other = EtcdIds.member(List.of("http://c:1"), "t");

        assertThat(EtcdIds.member(List.of("http://b:1", "http://a:1"), "t")).isEqualTo(one);
        assertThat(EtcdIds.cluster(List.of(one, other))).isEqualTo(EtcdIds.cluster(List.of(other, one)));
    }

    @Test
    void anotherTokenGivesOtherIds() {
        assertThat(EtcdIds.member(List.of("http://a:1"), "t")).isNotEqualTo(EtcdIds.member(List.of("http://a:1"), "u"));
    }
}
