namespace OrleansSaga.Grains.Transactions;

/// <summary>One activation's place in <see cref="DrivingAdmission"/>: held at most once, however often it is taken.</summary>
internal sealed class DrivingPlace(DrivingAdmission admission)
{
    private bool _isTaken;

    /// <summary>Takes a place if there is one.</summary>
    public bool TryTake() => _isTaken || (_isTaken = admission.TryEnter());

    /// <summary>Takes a place, even beyond the limit.</summary>
    public void Take()
    {
        if (!_isTaken)
            admission.Enter();
        _isTaken = true;
    }

    /// <summary>Gives the place back, if it is held.</summary>
    public void GiveBack()
    {
        if (_isTaken)
            admission.Leave();
        _isTaken = false;
    }
}
