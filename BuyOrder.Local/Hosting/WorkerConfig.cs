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
        {
            // The build's own executable does the same as dotnet with its dll, and is known by its name.
            var dll = Path.Combine(folder, description.RequiredText("defaultWorkerPath"));
            executable = Path.ChangeExtension(dll, null);
            if (!File.Exists(Named(executable)))
                return new WorkerConfig(Dotnet, [dll]);
        }
        executable = Named(Path.Combine(folder, executable.Replace(WorkerRoot, "", StringComparison.Ordinal)));
        return File.Exists(executable)
            ? new WorkerConfig(executable, [])
            : throw new FunctionAppException($"{file.Path}: there is no worker {executable}; build it first.");
    }

    /// <summary>With the ending that executables have on this system.</summary>
    private static string Named(string executable) => OperatingSystem.IsWindows() ? $"{executable}.exe" : executable;
}
