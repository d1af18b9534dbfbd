package io.etcdbr.etcddb;

import java.util.List;

/** Who may vote in raft; ids are unsigned. Kept since etcd 3.5. */
public record ConfState(List<Long> voters, List<Long> learners) {}
