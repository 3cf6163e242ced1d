package dev.doorward.auth.command;

import dev.doorward.auth.Doorward;
import java.nio.file.Path;

/** Where the things of one application are that a command works on. */
public interface Installation {

    /** The file of the key ring. */
    Path keysFile();

    /** Does work with a Doorward on the application's database, which is closed after it. */
    void use(Work work);

    /** What is done with it. */
    @FunctionalInterface
    interface Work {
        void with(Doorward doorward);
    }
}
