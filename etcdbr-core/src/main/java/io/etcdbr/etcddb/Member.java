package io.etcdbr.etcddb;

import java.util.List;

/**
 * A value of the bucket {@code members}.
 *
 * @param id unsigned
 * @param name empty if the member has not started yet
 * @param clientUrls empty too then, and in a new cluster of etcd 3.5
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {}
