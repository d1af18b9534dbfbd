package io.etcdbr.error;

/** A failure on its way to the one place that prints it and turns it into an exit code. */
public final class EtcdbrException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public EtcdbrException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    public EtcdbrException(Failure failure, Throwable cause) {
        super(failure.sentence(), cause);
        this.failure = failure;
    }

    public EtcdbrException(ExitCode code, String problem, String remedy) {
        this(new Failure(code, problem, remedy));
    }

    public Failure failure() {
        return failure;
    }
}
