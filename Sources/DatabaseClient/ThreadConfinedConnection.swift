public import SelfPipe

/// A connection that one thread alone touches.
public protocol ThreadConfinedConnection: AnyObject, SendableMetatype {
    /// - Parameter pipe: wakes a job that waits for the server.
    init(pipe: SelfPipe)

    /// Ends the connection. The thread ends after it.
    func close()

    /// Tells the server to stop what nobody waits for any more. It may block: the caller has been answered before.
    func discardAbandoned()
}
