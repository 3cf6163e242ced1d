package dev.doorward.auth.command;

import dev.doorward.auth.NamedSettings;

/**
 * The main class of the library's jar: {@code java -cp "app.jar:lib/*" dev.doorward.auth.command.Commands keys list}.
 * It needs the library's dependencies and picocli on the class path, and says so where they are not.
 */
public final class Commands {

    private static final String PICOCLI = "picocli.CommandLine";

    private Commands() {}

    public static void main(String[] arguments) {
        if (!isThere(PICOCLI)) {
            String command = arguments.length == 0 ? "doctor" : String.join(" ", arguments);
            System.err.println("""
                    Doorward's commands need picocli, which is not on the class path. Remedy: add to the application's pom

                        <dependency>
                          <groupId>info.picocli</groupId>
                          <artifactId>picocli</artifactId>
                          <version>4.7.7</version>
                        </dependency>

                    and run the commands with the application's own class path, where Doorward's other dependencies are:

                        java -cp "application.jar:lib/*" dev.doorward.auth.command.Commands %1$s

                    or where a war was unpacked:

                        java -cp 'WEB-INF/classes:WEB-INF/lib/*' dev.doorward.auth.command.Commands %1$s

                    The demo's jar has everything in it: java -jar auth-demo.jar %1$s""".formatted(command));
            System.exit(1);
        }
        System.exit(RootCommand.commandLine(NamedSettings::ofEnvironment, System.out)
                .execute(arguments));
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, Commands.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
