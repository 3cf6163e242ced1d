package dev.doorward.auth.servlet.container;

import dev.doorward.auth.servlet.server.Wire;

/** A container that serves the {@link Application}. */
record RunningContainer(Container container, Application application, Wire wire) {

    @Override
    public String toString() {
        return container.toString();
    }
}
