package dev.doorward.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Where log lines go: to {@code doorward.log}, and trouble to the console too, short. The file starts anew each day and
 * at 10 MB; what is full is compressed, and kept for 30 days and up to 500 MB in all.
 *
 * <p>One event is one line, whatever a request put into it: control characters are replaced, long messages cut, and the
 * lines of a stack trace are indented. A line names the request it belongs to, as its answer's {@code X-Request-Id}
 * does, and the account that made it; a dash stands for none.
 */
final class Logging {
    static final String FILE = "doorward.log";

    /**
     * Control and format characters and the two line breaks of Unicode; a message of thousands of characters is cut.
     */
    private static final String MESSAGE = "%replace(%.-2000msg){'[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]', '?'}%n"
            + "%replace(%replace(%ex){'[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\r\\n\\t]]', '?'}){'(?m)^(?=.)', '    '}%nopex";

    private Logging() {}

    /** Replaces whatever logging this process set up before. */
    static void to(Path directory) throws IOException {
        to(directory, (LoggerContext) LoggerFactory.getILoggerFactory());
    }

    /** For a command that ends soon: trouble only, and no file, which a running server may be writing. */
    static void toConsole() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console(context));
    }

    static void to(Path directory, LoggerContext context) throws IOException {
        PrivateFiles.directory(directory);
        context.reset();
        context.addTurboFilter(new LibrariesWithoutDetails());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN); // libraries: only what somebody must know
        context.getLogger("dev.doorward").setLevel(Level.INFO);
        // Repeats at WARN, in full, what is wrong with the headers of strangers.
        context.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        root.addAppender(console(context));
        root.addAppender(file(context, directory.resolve(FILE)));
        if (PrivateFiles.isOpenToOthers(directory)) {
            context.getLogger(Logging.class)
                    .warn("Other users of this machine may read the log. Forbid it with: chmod 700 {}", directory);
        }
    }

    private static Appender<ILoggingEvent> console(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        ThresholdFilter trouble = new ThresholdFilter();
        trouble.setLevel(Level.WARN.levelStr);
        trouble.start();
        console.addFilter(trouble);
        return started(context, console, "console", "%d{HH:mm:ss} %-5level " + MESSAGE);
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, Path path) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setFile(path.toString());
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(
                path.resolveSibling("doorward.%d{yyyy-MM-dd}.%i.log.gz").toString());
        rolling.setMaxFileSize(FileSize.valueOf("10MB"));
        rolling.setMaxHistory(30);
        rolling.setTotalSizeCap(FileSize.valueOf("500MB"));
        rolling.setCleanHistoryOnStart(true);
        rolling.start();
        file.setRollingPolicy(rolling);
        return started(
                context,
                file,
                "file",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %X{request:--} %X{account:--} %logger{40} "
                        + MESSAGE);
    }

    private static Appender<ILoggingEvent> started(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String name, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setName(name);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    /**
     * Whatever level somebody turns on while looking for something, no line of a library below INFO is written: Jetty
     * alone writes whole requests there, with cookies and passwords.
     */
    private static final class LibrariesWithoutDetails extends TurboFilter {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] params,
                @Nullable Throwable thrown) {
            return level.isGreaterOrEqual(Level.INFO) || logger.getName().startsWith("dev.doorward")
                    ? FilterReply.NEUTRAL
                    : FilterReply.DENY;
        }
    }
}
