using System.Diagnostics;

namespace BuyOrder.Benchmarks.Measuring;

/// <summary>What the operating system says of another process.</summary>
internal static class ProcessMemory
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>The most physical memory that it ever had (VmHWM on Linux).</summary>
    public static double PeakMegabytes(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.PeakWorkingSet64 / Megabyte;
    }
}
