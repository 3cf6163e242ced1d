package dev.doorward.auth;

import java.util.List;
import java.util.stream.Collectors;

/** Doorward was not built. The message lists every bad setting with its remedy. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One bad setting.
     *
     * @param setting as its user knows it: {@code baseUrl (DOORWARD_BASE_URL)}
     * @param problem what is wrong with it; never its value where that is secret
     * @param remedy what to do
     */
    public record Problem(String setting, String problem, String remedy) {
        @Override
        public String toString() {
            return setting + ": " + problem + ". " + remedy + ".";
        }
    }

    InvalidSettingsException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(List<Problem> problems) {
        String head = problems.size() == 1
                ? "Doorward cannot start; one setting needs attention:"
                : "Doorward cannot start; " + problems.size() + " settings need attention:";
        return problems.stream().map(problem -> "\n  - " + problem).collect(Collectors.joining("", head, ""));
    }

    public List<Problem> problems() {
        return problems;
    }
}
