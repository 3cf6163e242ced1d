/**
 * What must hold in every container. Begin with {@link dev.doorward.auth.servlet.container.EveryContainer}, then
 * {@link dev.doorward.auth.servlet.container.Application}; each test class is one concern.
 */
package dev.doorward.auth.servlet.container;
