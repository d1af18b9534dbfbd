package io.etcdbr.node.facts;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The restores whose folders lie on the node. */
public record RestoresOnNode(HostRoot root) {
    /** The plan is here, and nothing else was done. */
    public static final String PLANNED = "Planned";

    /** The new data is proven. */
    public static final String STAGED = "Staged";

    /** Also what brings the old cluster back is here, and no executor has begun. */
    public static final String SAVED = "Saved";

    /** Its journal cannot be read. */
    public static final String DAMAGED = "Damaged";

    /** Whether such a state is one in which nothing happens by itself, and nothing was changed. */
    public static boolean isIdle(String state) {
        return state.equals(PLANNED) || state.equals(STAGED) || state.equals(SAVED);
    }

    /** The oldest first. */
    public List<RestoreId> ids() throws IOException {
        Path folder = root.resolve(RestoreFolder.ALL);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> RestoreId.parse(String.valueOf(entry.getFileName())))
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        }
    }

    public List<NodeFacts.Restore> facts() throws IOException {
        List<RestoreId> ids = ids();
        NodeFacts.Restore[] facts = new NodeFacts.Restore[ids.size()];
        for (int i = 0; i < facts.length; i++) {
            facts[i] = fact(ids.get(i));
        }
        return List.of(facts);
    }

    private NodeFacts.Restore fact(RestoreId id) throws IOException {
        RestoreFolder folder = RestoreFolder.of(root, id);
        Optional<String> digest = Files.isRegularFile(folder.plan())
                ? Optional.of(NodeFiles.sha256(Files.readAllBytes(folder.plan())))
                : Optional.empty();
        try {
            Optional<Journal> journal = journal(folder);
            Optional<State> state = journal.flatMap(Journal::state);
            String name = state.map(State::name)
                    .orElseGet(() -> journal.isPresent() ? SAVED : Files.exists(folder.staged()) ? STAGED : PLANNED);
            return new NodeFacts.Restore(
                    id.value(),
                    digest,
                    name,
                    state.map(State.Terminal.class::isInstance).orElse(false));
        } catch (EtcdbrException e) {
            return new NodeFacts.Restore(id.value(), digest, DAMAGED, false);
        }
    }

    /**
     * Empty before anything was staged.
     *
     * @throws EtcdbrException if it is damaged
     */
    public static Optional<Journal> journal(RestoreFolder folder) throws IOException {
        return Files.isRegularFile(folder.journal(), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(
                        JournalCodec.decode(Files.readAllBytes(folder.journal()), "the journal " + folder.journal()))
                : Optional.empty();
    }
}
