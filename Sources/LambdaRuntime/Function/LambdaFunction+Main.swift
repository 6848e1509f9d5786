import Glibc
import HTTPTransport

extension LambdaFunction {
    /// The executable's entry: under Lambda the invocation loop, anywhere else a local tool.
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

/// Ends the process after its output is flushed, but not by `exit`, which would tear OpenSSL down under threads that may still
/// be running.
func endProcess(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
}
