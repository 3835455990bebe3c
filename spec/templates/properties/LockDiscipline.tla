LockDiscipline == aux_locked
