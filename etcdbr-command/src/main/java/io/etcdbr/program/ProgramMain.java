package io.etcdbr.program;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.CommandLineReader;
import io.etcdbr.command.CommandLineReader.Request;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Program;
import io.etcdbr.command.TextOutput;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.ReportSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.config.TerminalSettings;
import io.etcdbr.console.ConsoleLog;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.log.LogKeys;
import io.etcdbr.progress.Progress;
import io.etcdbr.progress.StandardStream;
import io.etcdbr.progress.StatusLine;
import io.etcdbr.progress.TerminalProgress;
import io.etcdbr.progress.TerminalWidth;
import io.etcdbr.storage.providers.StoreProviders;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run of one of our programs, from its command line to its exit code. */
public final class ProgramMain {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramMain.class);

    private final Program program;
    private final Map<String, String> env;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final StatusLine line;

    private ProgramMain(Program program, Map<String, String> env, InputStream in, PrintStream out, PrintStream err) {
        this.program = program;
        this.env = env;
        this.in = in;
        this.out = out;
        this.err = err;
        this.line = new StatusLine(err);
    }

    /**
     * Runs one command. SIGTERM, SIGINT and SIGHUP cancel it while this runs.
     *
     * @param env the environment, from which settings come that no flag gives
     * @param in read only where a setting says so
     * @param out for what was asked for
     * @param err for logs, progress and failures
     * @return what the process should end with: a number of {@link ExitCode}
     */
    public static int run(
            Program program, String[] args, Map<String, String> env, InputStream in, PrintStream out, PrintStream err) {
        ConsoleLog.direct(new StatusLine(err), LogSettings.DEFAULT);
        ExitCode code = new ProgramMain(program, env, in, out, err).run(args);
        out.flush();
        err.flush();
        return code.number();
    }

    private ExitCode run(String... args) {
        FailurePrinter plain = new FailurePrinter(program.name(), err, false);
        try {
            return switch (new CommandLineReader(
                            program, () -> terminal(TerminalSettings.DEFAULT).width())
                    .read(args)) {
                case Request.Help(String text) -> {
                    out.print(text);
                    yield ExitCode.OK;
                }
                case Request.Mistake(String problem) ->
                    plain.show(new EtcdbrException(ExitCode.USAGE, problem, "See '" + program.name() + " --help'"));
                case Request.Call call -> call(call);
            };
        } catch (RuntimeException | Error e) {
            return plain.show(e);
        }
    }

    private ExitCode call(Request.Call call) {
        Settings settings =
                Settings.merge(call.flags(), env, StoreProviders.all().optionsByScheme(), call.mistakes());
        settings.requireTyped(call.verb().onlyTyped());
        LogSettings logs = LogSettings.from(settings);
        TerminalSettings terminal = TerminalSettings.from(settings);
        ConsoleLog.direct(line, logs);
        boolean json = logs.format() == LogSettings.Format.JSON
                || settings.text(Setting.OUTPUT).filter("json"::equals).isPresent();
        FailurePrinter printer = new FailurePrinter(program.name(), err, json);
        TerminationMessage message = new TerminationMessage(
                program.name(), call.verb().name(), ReportSettings.terminationLog(settings), err);
        Cancellation cancellation = new Cancellation();
        Consumer<Failure> lastWords = failure -> {
            line.show("");
            printer.show(failure);
            message.write(failure);
        };
        try (Signals _ =
                Signals.cancelling(program.name(), cancellation, call.verb().patience(), err, lastWords)) {
            LOG.atDebug()
                    .addKeyValue(LogKeys.COMMAND, call.verb().name())
                    .addKeyValue(LogKeys.VERSION, program.tool().version())
                    .log(program.name() + " starts");
            Outcome outcome = call.verb()
                    .run(new Invocation(
                            program,
                            call.flags(),
                            settings,
                            call.arguments(),
                            in,
                            out,
                            err,
                            terminal(terminal),
                            progress(logs, terminal),
                            cancellation,
                            Clock.systemUTC()));
            // A failure of the work weighs more than a reader who stopped early, as `| head` does.
            if (outcome.failures().isEmpty()) {
                requireWritten(out);
            }
            message.write(outcome);
            outcome.failures().forEach(printer::show);
            return outcome.code();
        } catch (RuntimeException | Error e) {
            line.show("");
            Failure failure = printer.failure(e, cancellation);
            message.write(failure);
            return printer.show(failure, e);
        }
    }

    private static void requireWritten(PrintStream out) {
        if (out.checkError()) {
            throw TextOutput.broken();
        }
    }

    private Progress progress(LogSettings logs, TerminalSettings settings) {
        boolean shown = switch (logs.progress()) {
            case ON -> true;
            case OFF -> false;
            // A terminal that swallows control characters says so.
            case AUTO ->
                logs.format() == LogSettings.Format.TEXT
                        && !"dumb".equals(env.get("TERM"))
                        && err == System.err
                        && StandardStream.ERROR.isTerminal();
        };
        return shown
                ? new TerminalProgress(line, settings.width().orElseGet(() -> TerminalWidth.of(env)), results(settings))
                : Progress.NONE;
    }

    /** Whoever tells the width though this sees no terminal, as the plugin does, shows the results on one. */
    private TerminalProgress.Results results(TerminalSettings settings) {
        if (isOnTerminal()) {
            return TerminalProgress.Results.HERE;
        }
        return settings.width().isPresent()
                ? TerminalProgress.Results.HERE_BY_ANOTHER
                : TerminalProgress.Results.ELSEWHERE;
    }

    private boolean isOnTerminal() {
        return out == System.out && StandardStream.OUTPUT.isTerminal();
    }

    private Invocation.Terminal terminal(TerminalSettings settings) {
        boolean terminal = isOnTerminal();
        boolean colour = switch (settings.colour()) {
            case ON -> true;
            case OFF -> false;
            case AUTO -> terminal && !env.containsKey("NO_COLOR") && !"dumb".equals(env.get("TERM"));
        };
        return new Invocation.Terminal(settings.width().orElseGet(() -> terminal ? TerminalWidth.of(env) : 0), colour);
    }
}
