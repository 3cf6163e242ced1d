package dev.doorward.demo;

/** A PEM file is not what it should be. */
final class PemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param problem in half a sentence, never with what stands in the file
     * @param remedy in a sentence without its full stop
     */
    PemException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
