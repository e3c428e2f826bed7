namespace BuyOrder.Local.Hosting;

/// <summary>What worker.config.json says of the process to start.</summary>
/// <param name="Executable">Full path, or the name of a command.</param>
/// <param name="Arguments">In front of the host's own.</param>
internal sealed record WorkerConfig(string Executable, IReadOnlyList<string> Arguments)
{
    private const string WorkerRoot = "{WorkerRoot}";
    private const string Dotnet = "dotnet";

    /// <exception cref="FunctionAppException">It is missing, broken, or names a worker that is not there.</exception>
    public static WorkerConfig Read(string folder)
    {
        var file = JsonFile.Read(Path.Combine(folder, "worker.config.json"));
        var description = file.Section("description");
        var executable = description.RequiredText("defaultExecutablePath");
        if (executable == Dotnet)
            return new WorkerConfig(executable, [Path.Combine(folder, description.RequiredText("defaultWorkerPath"))]);
        executable = Path.Combine(folder, executable.Replace(WorkerRoot, "", StringComparison.Ordinal));
        if (OperatingSystem.IsWindows() && !File.Exists(executable))
            executable += ".exe";
        return File.Exists(executable)
            ? new WorkerConfig(executable, [])
            : throw new FunctionAppException($"{file.Path}: there is no worker {executable}; build it first.");
    }
}
