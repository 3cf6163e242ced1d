/**
 * What an operator types. {@link dev.doorward.auth.command.Commands} is the main class; an application with a command
 * line of its own (picocli) adds {@link dev.doorward.auth.command.KeysCommand} to it, saying by an
 * {@link dev.doorward.auth.command.Installation} where its things are, and
 * {@link dev.doorward.auth.command.DoctorCommand}, with findings of its own.
 */
@NullMarked
package dev.doorward.auth.command;

import org.jspecify.annotations.NullMarked;
