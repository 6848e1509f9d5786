import Glibc
import HTTPTransport

extension LambdaFunction {
    /// Runs the executable: the invocation loop under Lambda, and a local command-line tool anywhere else.
    public static func main() {
        let status = HTTPTransport.shared.run {
            let environment = Environment.process
            if let address = environment["AWS_LAMBDA_RUNTIME_API"] {
                return await LambdaProcessRunner<Self>(environment, address: address).run()
            }
            return await LocalTool<Self>(environment).run(Array(CommandLine.arguments.dropFirst()))
        }
        endProcess(status ?? 70)
    }
}

/// Writes the buffered output and ends the process with `_exit`. The usual `exit` would shut OpenSSL down while other
/// threads may still use it.
func endProcess(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
}
