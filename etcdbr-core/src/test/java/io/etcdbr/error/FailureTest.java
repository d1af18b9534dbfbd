package io.etcdbr.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void theSentenceEndsOnce() {
        assertThat(new Failure(ExitCode.USAGE, "there is no 'lst'; did you mean 'list'?", "See --help").sentence())
                .isEqualTo("there is no 'lst'; did you mean 'list'? See --help.");
        assertThat(new Failure(ExitCode.USAGE, "it failed", "").sentence()).isEqualTo("it failed.");
    }
}
