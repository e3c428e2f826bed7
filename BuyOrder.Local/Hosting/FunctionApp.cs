using BuyOrder.Local.Worker;

namespace BuyOrder.Local.Hosting;

/// <summary>A built function app: host.json, worker.config.json, the worker. Its functions are told by the worker.</summary>
internal sealed record FunctionApp(string Folder, HostSettings Host, WorkerConfig Worker, AppSettings Settings)
{
    /// <exception cref="FunctionAppException">Something in the folder can't be read or run.</exception>
    public static FunctionApp Read(string folder, AppSettings settings)
    {
        folder = Path.GetFullPath(folder);
        return Directory.Exists(folder)
            ? new FunctionApp(folder, HostSettings.Read(folder), WorkerConfig.Read(folder), settings)
            : throw new FunctionAppException($"There is no function app in {folder}; build it first.");
    }

    public WorkerApp ForWorker() => new()
    {
        Folder = Folder,
        Executable = Worker.Executable,
        Arguments = Worker.Arguments,
        Settings = Settings.Values,
    };
}

/// <summary>The app holds something that this host can't run; the message names the file or function and what is wrong.</summary>
internal sealed class FunctionAppException(string message, Exception? inner = null) : Exception(message, inner);
