namespace OrleansSaga.Grains.Kernel;

/// <summary>Retry intervals of one step: the k-th error in a row waits initial x multiplier^(k-1), at most max.</summary>
/// <param name="InitialSeconds">First interval.</param>
/// <param name="Multiplier">Growth, 1 or more.</param>
/// <param name="MaxSeconds">Longest interval.</param>
public sealed record StepBackoff(double InitialSeconds, double Multiplier, double MaxSeconds);
