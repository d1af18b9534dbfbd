package io.etcdbr.progress;

import java.util.OptionalLong;

/** Shows how far long work is, where somebody looks; everywhere else nothing. */
public interface Progress {

    /** For where nobody looks. */
    Progress NONE = (what, total) -> Task.NONE;

    /**
     * Begins a piece of work; the caller closes it. Several may run at once.
     *
     * @param what two or three words, such as {@code "reading etcd"}
     * @param total in bytes, if known
     */
    Task begin(String what, OptionalLong total);

    /** Shows nothing from now on, because results begin to appear where it is shown; the work may go on. */
    default void giveWay() {}

    /** Work under way. Cheap enough to be told of every buffer. Any thread may call. */
    interface Task extends AutoCloseable {
        Task NONE = new Task() {
            @Override
            public void advance(long bytes) {}

            @Override
            public void close() {}
        };

        void advance(long bytes);

        /** Ends the display of this work, whether it went well or not. */
        @Override
        void close();
    }
}
