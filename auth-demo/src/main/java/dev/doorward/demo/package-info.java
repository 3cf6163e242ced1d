/**
 * One small web application on Doorward, made to be copied from.
 *
 * <p>Read {@link dev.doorward.demo.App} first: it puts the application together. The rest serves it over TLS on the
 * developer's own machine: {@link dev.doorward.demo.Main} is the command line, {@link dev.doorward.demo.DemoSettings}
 * what the environment says, {@link dev.doorward.demo.DemoServer} Jetty, hardened. An application in a container of its
 * own needs none of that.
 */
@NullMarked
package dev.doorward.demo;

import org.jspecify.annotations.NullMarked;
