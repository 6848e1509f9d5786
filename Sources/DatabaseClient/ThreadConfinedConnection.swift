public import SelfPipe

/// A connection that only one thread uses.
public protocol ThreadConfinedConnection: AnyObject, SendableMetatype {
    /// Makes a connection that is not yet open.
    ///
    /// - Parameter pipe: the pipe that wakes a job while it waits for the server.
    init(pipe: SelfPipe)

    /// Closes the connection. The thread ends afterwards.
    func close()

    /// Asks the server to stop statements whose callers do not wait any more. It may block; those callers have their
    /// answers already.
    func discardAbandoned()
}
