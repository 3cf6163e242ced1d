/** The account system of a web application. */
package dev.doorward.auth;
