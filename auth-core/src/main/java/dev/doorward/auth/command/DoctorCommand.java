package dev.doorward.auth.command;

import dev.doorward.auth.Finding;
import dev.doorward.auth.Finding.Grade;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/**
 * {@code doctor}: prints every finding with its grade and what to do, and a grade for all; ends with exit code 1 if one
 * is failing.
 */
@Command(
        name = "doctor",
        description = "Looks whether all is well on this machine, and says what to do where it is not.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    private static final String LINE = "%-8s %-9s %s%n";

    private final Supplier<List<Finding>> examination;
    private final PrintStream out;

    /**
     * @param examination such as {@link dev.doorward.auth.DoorwardBuilder#examine}, with findings of the application's
     *     own
     * @param out for the findings
     */
    public DoctorCommand(Supplier<List<Finding>> examination, PrintStream out) {
        this.examination = examination;
        this.out = out;
    }

    @Override
    public Integer call() {
        List<Finding> findings = examination.get();
        for (Finding finding : findings) {
            out.printf(
                    LINE, finding.grade().name().toLowerCase(Locale.ROOT), finding.subject(), sentence(finding.text()));
            if (finding.remedy() != null) {
                out.printf(LINE, "", "", "-> " + sentence(finding.remedy()));
            }
        }
        long failing = count(findings, Grade.FAILING);
        out.printf("%n%s%n", verdict(failing, count(findings, Grade.FAIR)));
        return failing == 0 ? 0 : 1;
    }

    private static long count(List<Finding> findings, Grade grade) {
        return findings.stream().filter(finding -> finding.grade() == grade).count();
    }

    private static String verdict(long failing, long fair) {
        if (failing > 0) {
            return "Grade F: " + (failing == 1 ? "one finding fails" : failing + " findings fail") + ".";
        }
        return fair == 0
                ? "Grade A: all is well."
                : "Grade B: nothing fails, and " + (fair == 1 ? "one finding" : fair + " findings")
                        + " could be better.";
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
