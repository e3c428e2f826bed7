namespace BuyOrder.Benchmarks;

internal sealed class BenchmarkOptionsException(string message) : Exception(message);
