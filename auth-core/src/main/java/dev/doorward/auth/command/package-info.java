/**
 * What an operator types. {@link dev.doorward.auth.command.Commands} is the main class; an application with a command
 * line of its own (picocli) adds {@link dev.doorward.auth.command.KeysCommand} to it and says by an
 * {@link dev.doorward.auth.command.Installation} where its things are.
 */
@NullMarked
package dev.doorward.auth.command;

import org.jspecify.annotations.NullMarked;
